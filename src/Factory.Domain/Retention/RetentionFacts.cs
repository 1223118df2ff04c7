using Factory.Domain.WorkingCopies;

namespace Factory.Domain.Retention;

/// <summary>What retention needs to know from the states.</summary>
/// <param name="Attempts">All attempts, finished or not.</param>
/// <param name="ActiveProducts">Names of products with an unfinished run or task.</param>
public sealed record RetentionFacts(IReadOnlyDictionary<AttemptId, AttemptFacts> Attempts, IReadOnlySet<string> ActiveProducts);

/// <summary>What retention needs to know of an attempt.</summary>
/// <param name="FinishedAt">When it ended; null while it runs.</param>
/// <param name="TaskFinished">True when its task and run do not continue without the operator.</param>
/// <param name="IsBuild">True when its working copy holds its result.</param>
/// <param name="Trailers">The trailers of its commits; null when they are unknown, so that nothing can be committed for
/// it.</param>
public sealed record AttemptFacts(DateTimeOffset? FinishedAt, bool TaskFinished, bool IsBuild, CommitTrailers? Trailers = null);
