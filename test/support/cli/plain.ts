// Imported first by tests that compare output: whoever runs them may have colours forced.
process.env['FORCE_COLOR'] = '0';
