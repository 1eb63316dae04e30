'use strict';
/** Stands in for a package of which nothing is used. */
module.exports = {};
