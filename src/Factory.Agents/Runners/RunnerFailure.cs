namespace Factory.Agents.Runners;

/// <summary>Why a coding CLI did not finish its work.</summary>
/// <param name="Kind">Who is to blame.</param>
/// <param name="Message">What the CLI said, on one line or several. Untrusted.</param>
/// <param name="Status">HTTP status of the refused model call; null when there was none, or the CLI does not tell.</param>
internal sealed record RunnerFailure(RunnerFailureKind Kind, string Message, int? Status = null);

/// <summary>Kinds of <see cref="RunnerFailure"/>.</summary>
internal enum RunnerFailureKind
{
    /// <summary>A model call was refused or broke off.</summary>
    Model,

    /// <summary>A limit of the CLI itself was reached: its turns or its own budget.</summary>
    Limit,

    /// <summary>The CLI failed: it crashed, could not start, or ended without its terminal event.</summary>
    Runner,

    /// <summary>The factory stopped it.</summary>
    Stopped,
}
