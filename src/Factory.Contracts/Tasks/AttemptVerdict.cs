namespace Factory.Contracts.Tasks;

/// <summary>What was decided about an attempt's result.</summary>
public enum AttemptVerdict
{
    /// <summary>Accepted by a review, or without one where none is required.</summary>
    Accepted,

    /// <summary>A review rejected it.</summary>
    Rejected,
}
