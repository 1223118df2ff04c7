namespace Factory.Domain.Limits;

/// <summary>
/// A flat-rate plan at a provider: so many tokens in each window of time, whatever they would cost by the token. Calls it pays for cost no budget anything; the ledger keeps what
/// they would have cost apart from cash.
/// </summary>
/// <param name="Length">How long a window is; it begins with the first call after the last one ended, as vendors count it.</param>
/// <param name="Tokens">Input and output together that a window has.</param>
public sealed record SubscriptionWindow(TimeSpan Length, long Tokens);
