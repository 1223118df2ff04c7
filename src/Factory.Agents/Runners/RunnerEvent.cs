using Factory.Contracts.Metering;

namespace Factory.Agents.Runners;

/// <summary>
/// What a coding CLI reported in one line of its output, in the factory's own terms. All text is untrusted: models and
/// the files they read produced it.
/// </summary>
internal abstract record RunnerEvent
{
    private RunnerEvent()
    {
    }

    /// <summary>The CLI named its session; a later start resumes it with this id.</summary>
    public sealed record SessionStarted(string SessionId) : RunnerEvent;

    /// <summary>Text of the model.</summary>
    public sealed record Message(string Text) : RunnerEvent;

    /// <summary>Reasoning of the model.</summary>
    public sealed record Reasoning(string Text) : RunnerEvent;

    /// <summary>The model called a tool.</summary>
    /// <param name="CallId">Ties the result to the call.</param>
    /// <param name="Tool">The tool's name, as the CLI has it.</param>
    /// <param name="Arguments">JSON.</param>
    public sealed record ToolCalled(string CallId, string Tool, string Arguments) : RunnerEvent;

    /// <summary>A tool returned.</summary>
    /// <param name="CallId">The call that it answers.</param>
    /// <param name="Tool">The tool's name; null when the CLI does not repeat it.</param>
    /// <param name="Text">What the model was given.</param>
    /// <param name="IsError">True when the tool failed.</param>
    public sealed record ToolReturned(string CallId, string? Tool, string Text, bool IsError) : RunnerEvent;

    /// <summary>Something that the operator may want to know: a retry, a warning, a line that is not an event.</summary>
    public sealed record Notice(string Text) : RunnerEvent;

    /// <summary>
    /// The terminal event. Only this decides whether the work succeeded: exit codes do not (Gemini CLI ends with 0 after
    /// a signal, pi after every refused call).
    /// </summary>
    /// <param name="Failure">Why it failed; null when the CLI says that it succeeded.</param>
    /// <param name="Usage">Tokens as the CLI counted them; the ledger counts them at the gateway.</param>
    /// <param name="Cost">Cost as the CLI estimated it; null when it does not estimate.</param>
    public sealed record Ended(RunnerFailure? Failure, TokenUsage Usage, Usd? Cost) : RunnerEvent;
}
