namespace Factory.Contracts.Ledger;

/// <summary>How a call is billed.</summary>
public enum Billing
{
    /// <summary>The provider bills each token.</summary>
    PayAsYouGo,

    /// <summary>
    /// A flat-rate subscription covers the call: its cost is what the tokens would have cost, and no budget is charged.
    /// </summary>
    Subscription,
}
