using Factory.Contracts.Reviews;

namespace Factory.Domain.Reviews;

/// <summary>The verdict that counts.</summary>
/// <param name="Verdict">Pass or reject.</param>
/// <param name="Overruled">True when the reviewer said pass and the factory's evidence says otherwise.</param>
/// <param name="Reasons">What the builder must know to do better; empty when passed.</param>
public sealed record ReviewDecision(Verdict Verdict, bool Overruled, IReadOnlyList<string> Reasons);
