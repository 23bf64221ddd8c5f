import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{checker,model,properties,counterexamples,scripts}/**/*.test.ts'],
    testTimeout: 120_000,
  },
});
