// Says whether a file is valid OpenAPI 3.0, and proves first that it would notice if it were not.
//
//     node validate.mjs ../../mapping/contract/crm-v2.openapi.json

import { readFileSync } from "node:fs";

import { Validator } from "@seriousme/openapi-schema-validator";

const file = process.argv[2];
const contract = () => JSON.parse(readFileSync(file, "utf8"));

async function problems(document) {
    const validator = new Validator();
    const result = await validator.validate(document);
    if (!result.valid) return JSON.stringify(result.errors, null, 2);
    return validator.version === "3.0" ? "" : `it is OpenAPI ${validator.version}`;
}

// Each must be refused.
const slips = {
    "another version": (document) => { document.openapi = "3.1.0"; },
    "no title": (document) => { delete document.info.title; },
    "a type that there is not": (document) => { firstOperation(document).parameters[0].schema.type = "guid"; },
    "a misspelt keyword": (document) => { firstOperation(document).parameter = []; },
    "an answer without a description": (document) => { delete firstOperation(document).responses["200"].description; },
};

function firstOperation(document) {
    return Object.values(Object.values(document.paths)[0])[0];
}

for (const [name, slip] of Object.entries(slips)) {
    const document = contract();
    slip(document);
    if ((await problems(document)) === "") {
        console.log(`${name}: was not noticed`);
        process.exit(1);
    }
}
const found = await problems(contract());
console.log(found === "" ? `${file}: valid OpenAPI 3.0` : `${file}:\n${found}`);
process.exit(found === "" ? 0 : 1);
