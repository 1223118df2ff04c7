namespace Factory.Domain.Retention;

/// <summary>What the states say of things on disk.</summary>
/// <param name="Attempts">Every attempt there ever was.</param>
/// <param name="ActiveProducts">Names of products with a run or task that is not finished.</param>
public sealed record RetentionFacts(IReadOnlyDictionary<AttemptId, AttemptFacts> Attempts, IReadOnlySet<string> ActiveProducts);

/// <summary>What the states say of an attempt.</summary>
/// <param name="FinishedAt">When it ended; null while it works.</param>
/// <param name="TaskFinished">True when its task, and the run around it, will not go on by themselves.</param>
/// <param name="IsBuild">True when the files of its working copy are its result.</param>
public sealed record AttemptFacts(DateTimeOffset? FinishedAt, bool TaskFinished, bool IsBuild);
