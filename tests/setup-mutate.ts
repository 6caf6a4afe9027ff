import * as fc from "fast-check";

// A mutant is found as soon as one example fails; the smallest such example is for people to read.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
