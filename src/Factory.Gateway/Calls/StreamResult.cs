using Factory.Contracts.Ledger;
using Factory.Gateway.Errors;

namespace Factory.Gateway.Calls;

/// <summary>How a stream ended.</summary>
/// <param name="Outcome">For the ledger.</param>
/// <param name="Error">What went wrong; null when nothing did.</param>
/// <param name="Failure">Why the provider failed; null when it did not.</param>
/// <param name="HasStarted">Whether the client got anything: then no other provider can be tried.</param>
internal readonly record struct StreamResult(CallOutcome Outcome, GatewayError? Error, UpstreamFailure? Failure, bool HasStarted);
