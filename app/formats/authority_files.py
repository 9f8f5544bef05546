"""Authority files, which give each person, body and place a number, as far as their numbers make addresses."""

ADDRESSES = {
    "wikidata": "http://www.wikidata.org/entity/",
    "viaf": "http://viaf.org/viaf/",
    "gnd": "https://d-nb.info/gnd/",
    "geonames": "https://sws.geonames.org/",
    "lc": "http://id.loc.gov/authorities/names/",
    "bnf": "http://data.bnf.fr/ark:/12148/",
}
"""The address in front of a number, by scheme. Numbers of other files have no known address."""
