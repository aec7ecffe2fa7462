// What `make lint` asks of the scripts of the pages and of their tests.
import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    files: ["static/js/**/*.js"],
    // Leaflet is loaded by the pages that have a map.
    languageOptions: { globals: { ...globals.browser, L: "readonly" } },
  },
  { files: ["tests/**/*.{js,mjs}"], languageOptions: { globals: globals.node } },
  {
    rules: {
      complexity: ["error", 10],
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-shadow": "error",
      "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
];
