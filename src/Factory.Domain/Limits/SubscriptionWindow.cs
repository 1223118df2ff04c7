namespace Factory.Domain.Limits;

/// <summary>
/// A flat-rate subscription at a provider: a number of tokens in each window of time. Its calls are not charged to
/// budgets; the ledger records what they would have cost separately.
/// </summary>
/// <param name="Length">Length of a window; it begins with the first call after the previous one ended, as vendors
/// count it.</param>
/// <param name="Tokens">Tokens of a window, input and output together.</param>
public sealed record SubscriptionWindow(TimeSpan Length, long Tokens);
