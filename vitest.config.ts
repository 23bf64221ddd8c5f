import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{checker,model,properties,counterexamples,scripts}/**/*.test.ts'],
    // All cores: by default one is left idle, which on two is half of them.
    maxWorkers: '100%',
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
