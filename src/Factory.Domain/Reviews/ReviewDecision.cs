using Factory.Contracts.Reviews;

namespace Factory.Domain.Reviews;

/// <summary>The verdict of a review after it was weighed against the factory's own evidence.</summary>
/// <param name="Verdict">Pass or reject.</param>
/// <param name="Overruled">True when the reviewer passed what the evidence contradicts.</param>
/// <param name="Reasons">What the builder must change; empty when passed, at least one when rejected.</param>
public sealed record ReviewDecision(Verdict Verdict, bool Overruled, IReadOnlyList<string> Reasons);
