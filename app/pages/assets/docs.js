// Starts Swagger UI. A file of its own, because the page's security policy allows no script inside the page.
"use strict";

window.ui = window.SwaggerUIBundle({
  url: new URL("openapi.json", document.baseURI).href,
  dom_id: "#swagger-ui",
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // Otherwise an outside service would be asked to judge the description.
  validatorUrl: null,
});
