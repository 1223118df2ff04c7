using Factory.Contracts.Ledger;

namespace Factory.Metering.Calls;

/// <summary>How a call ended, for its ledger row and its telemetry.</summary>
/// <param name="Outcome">The kind of end.</param>
/// <param name="Status">The provider's HTTP status; null when there was none or the transport does not tell.</param>
/// <param name="FirstToken">From the start of the call to the first byte of the response; null when none came.</param>
/// <param name="Error">What went wrong, one line without secrets; null when nothing did.</param>
public readonly record struct CallEnd(CallOutcome Outcome, int? Status = null, TimeSpan? FirstToken = null, string? Error = null);
