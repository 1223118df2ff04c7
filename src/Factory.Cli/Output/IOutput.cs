using Spectre.Console;

namespace Factory.Cli.Output;

/// <summary>Where a command says what it has to say: text for people, or one JSON object a line for programs.</summary>
internal interface IOutput
{
    /// <summary>True when programs read: nothing but JSON may reach standard output.</summary>
    bool IsJson { get; }

    /// <summary>True when a person looks at a terminal that can be redrawn.</summary>
    bool IsLive { get; }

    /// <summary>For pictures; only when <see cref="IsJson"/> is false.</summary>
    IAnsiConsole Console { get; }

    /// <summary>A line for people, as it is; nothing for programs.</summary>
    void WriteLine(string text = "");

    /// <summary>A line of Spectre markup for people; nothing for programs.</summary>
    void WriteMarkup(string markup);

    /// <summary>An object for programs; nothing for people.</summary>
    void WriteJson(object value);

    /// <summary>An error: text on standard error, and an object for programs.</summary>
    void WriteError(Problem problem);

    /// <summary>Something a person should know while it works, on standard error for programs too.</summary>
    void WriteNote(string text);
}
