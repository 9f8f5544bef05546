// Starts Swagger UI. A file of its own, because the page's security policy allows no script inside the page.
"use strict";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const showScheme = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", showScheme);
showScheme();

// Swagger UI fills in the example of every parameter. All of them in one request would contradict each other, so only
// those of required parameters stay: each operation can be run as it stands. The others are shown beside the field.
function withExamplesBeside(description) {
  for (const path of Object.values(description.paths)) {
    for (const operation of Object.values(path)) {
      for (const parameter of operation.parameters ?? []) {
        if (!parameter.required && parameter.example !== undefined) {
          showBeside(parameter, parameter.example);
          delete parameter.example;
        }
      }
    }
  }
  return description;
}

function showBeside(parameter, example) {
  const values = [example].flat();
  const separator = parameter.explode === false ? "," : " and ";
  parameter.description += `\n\nExample: \`${values.join(separator)}\``;
  const field = parameter.schema.items ?? parameter.schema;
  if (!("$ref" in field)) {
    field["x-placeholder"] = String(values[0]);
  }
}

function placeholders(Original, { React }) {
  return (props) => {
    const example = props.schema?.get?.("x-placeholder");
    return React.createElement(Original, { ...props, description: example ?? props.description });
  };
}

window.ui = window.SwaggerUIBundle({
  url: new URL("openapi.json", document.baseURI).href,
  dom_id: "#swagger-ui",
  presets: [window.SwaggerUIBundle.presets.apis],
  plugins: [
    {
      wrapComponents: { JsonSchema_string: placeholders },
      statePlugins: {
        spec: {
          wrapActions: {
            updateSpec: (update) => (text) => update(JSON.stringify(withExamplesBeside(JSON.parse(text)))),
          },
        },
      },
    },
  ],
  layout: "BaseLayout",
  deepLinking: true,
  displayRequestDuration: true,
  // Groups show their operations in a line each; an operation opens by itself.
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  // Otherwise an outside service would be asked to judge the description.
  validatorUrl: null,
});
