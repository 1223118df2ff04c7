namespace Factory.Contracts.Models;

/// <summary>The steps of the cost pyramid, cheapest first.</summary>
public enum ModelTier
{
    /// <summary>Runs on the operator's own machine.</summary>
    Local = 0,

    /// <summary>A provider's free quota.</summary>
    Free = 1,

    /// <summary>Small paid models.</summary>
    Cheap = 2,

    /// <summary>Mid-range paid models.</summary>
    Standard = 3,

    /// <summary>The most capable and most expensive models.</summary>
    Premium = 4,
}
