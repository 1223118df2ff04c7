namespace Factory.Contracts.Tasks;

/// <summary>Result of an attempt's result.</summary>
public enum AttemptVerdict
{
    /// <summary>It was taken: by a review, or because nobody reviews it.</summary>
    Accepted,

    /// <summary>A review sent it back.</summary>
    Rejected,
}
