#!/bin/sh
# What the API gives to other programs, with curl alone: sh recipe.sh [API] [FOLDER]
set -eu
api=${1:-http://127.0.0.1:8000}
folder=${2:-.}

# A table for a spreadsheet, with the mark that tells it the encoding.
curl -fsS --compressed -o "$folder/february.csv" "$api/v1/events?date=1954-02&format=csv&bom=true"

# A calendar to subscribe to; what has no exact day is marked as tentative.
curl -fsS --compressed -o "$folder/molotov.ics" "$api/v1/events?actor=molotov&format=ics"

# The sources of the spring for a reference manager.
curl -fsS --compressed -o "$folder/sources.bib" "$api/v1/documents?date=1954&format=bibtex"

# Looking again costs nothing while there is no new release: the tag of the answer is kept, and 304 has no body.
curl -fsS --compressed --etag-save "$folder/tag" -o "$folder/exchange.json" \
	"$api/v1/events/soviet-note-1954-03-31/exchange"
curl -fsS --compressed --etag-compare "$folder/tag" -o "$folder/again.json" -w '%{http_code}\n' \
	"$api/v1/events/soviet-note-1954-03-31/exchange"
