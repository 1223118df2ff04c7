namespace Factory.Contracts.Ledger;

/// <summary>Who is paid for a call.</summary>
public enum Billing
{
    /// <summary>The provider bills each token.</summary>
    PayAsYouGo,

    /// <summary>A plan that is paid anyway: the cost says what the same tokens would have cost, and no budget of money sees it.</summary>
    Subscription,
}
