namespace Factory.Domain.Runners;

/// <summary>What a coding CLI prints on its standard output.</summary>
public enum RunnerOutput
{
    /// <summary>Claude Code's <c>--output-format stream-json --verbose</c>.</summary>
    Claude,

    /// <summary>Codex's <c>exec --json</c>.</summary>
    Codex,

    /// <summary>Gemini CLI's <c>-o stream-json</c>.</summary>
    Gemini,

    /// <summary>pi's <c>--mode json</c>.</summary>
    Pi,

    /// <summary>
    /// Text for people: each line is a message. There is no terminal event, so it has succeeded when it ends with exit
    /// code 0.
    /// </summary>
    Text,
}
