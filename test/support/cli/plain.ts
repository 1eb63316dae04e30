// Imported first by tests that compare output: their caller may have colours forced.
process.env['FORCE_COLOR'] = '0';
