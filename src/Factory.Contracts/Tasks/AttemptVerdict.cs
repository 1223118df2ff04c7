namespace Factory.Contracts.Tasks;

/// <summary>Verdict on the result of an attempt.</summary>
public enum AttemptVerdict
{
    /// <summary>It was accepted, by a review or because it is not reviewed.</summary>
    Accepted,

    /// <summary>A review rejected it.</summary>
    Rejected,
}
