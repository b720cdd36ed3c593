#pragma once

#include <span>
#include <string>

#include "checker/history/history.hpp"
#include "checker/limits.hpp"
#include "checker/support/result.hpp"
#include "checker/verdict.hpp"

namespace clio::certificate {

/// Writes a certificate (docs/certificates.md) of a verdict, which verify() accepts; or says why there is none. Works from the definition and the verdict's evidence, whichever engine gave it.
/// The operations of a counterexample say where to look, and a witness in what order to try; both may be missing, which costs time. Where there are no sources the witness
/// is the certificate, and has to be there.
/// Cost: exponential at worst; about n log n for a witness of the rows in which reads see all before them. Stops when the budget is spent, and says so.
[[nodiscard]] Result<std::string, std::string> make(const History& history, const Verdict& verdict, Budget& budget);

}  // namespace clio::certificate
