using System.Text.Json;
using System.Text.Json.Nodes;
using Factory.Contracts.Json;
using Spectre.Console;

namespace Factory.Cli.Output;

/// <summary>The output of a command: text for people, or one JSON object a line for programs.</summary>
/// <param name="environment">The streams to write to.</param>
/// <param name="json">True for programs.</param>
/// <param name="console">The terminal; null to create one over the streams.</param>
internal sealed class ConsoleOutput(CliEnvironment environment, bool json, IAnsiConsole? console = null)
{
    // A pipe has no width to fit into: a wrapped path or a cut column would break the programs that read it.
    private const int PipeWidth = 4000;

    private readonly Lazy<IAnsiConsole> _console = new(() => console ?? Create(environment));

    /// <summary>True when programs read: only JSON may reach standard output.</summary>
    public bool IsJson => json;

    /// <summary>True on a terminal that can be redrawn, for people.</summary>
    public bool IsLive => !json && environment.IsTerminal && Console.Profile.Capabilities.Ansi;

    /// <summary>For tables and live displays; only when <see cref="IsJson"/> is false.</summary>
    public IAnsiConsole Console => _console.Value;

    /// <summary>
    /// True when what is printed was read from the data folder without a silo: nothing of it is in progress. Objects for programs
    /// then have <c>"factoryRunning": false</c>.
    /// </summary>
    public bool IsOffline { get; set; }

    /// <summary>Writes a line for people as it is; nothing for programs.</summary>
    public void WriteLine(string text = "")
    {
        if (!json)
        {
            environment.Out.WriteLine(text);
        }
    }

    /// <summary>
    /// Writes a line of Spectre markup for people; nothing for programs. Text from outside must be escaped:
    /// <see cref="TerminalSanitizer"/>.
    /// </summary>
    public void WriteMarkup(string markup)
    {
        if (!json)
        {
            Console.MarkupLine(markup);
        }
    }

    /// <summary>Writes an object for programs; nothing for people.</summary>
    public void WriteJson(object value)
    {
        if (json)
        {
            var node = JsonSerializer.SerializeToNode(value, value.GetType(), FactoryJson.Options);
            if (IsOffline && node is JsonObject answer)
            {
                answer["factoryRunning"] = false;
            }

            environment.Out.WriteLine(node!.ToJsonString(FactoryJson.Options));

            // Programs act on each line as it comes; a buffered writer would hold it back until the buffer is full.
            environment.Out.Flush();
        }
    }

    /// <summary>
    /// Writes an error as text on standard error, and for programs also as an object on standard output.
    /// </summary>
    public void WriteError(Problem problem)
    {
        // On both streams: a program reads standard output only, and a person who redirects it still sees the error.
        WriteJson(new { Type = "error", problem.Code, problem.Message, problem.Hint });
        environment.Error.WriteLine($"Error: {TerminalSanitizer.MultiLine(problem.Message)} ({problem.Code})");
        if (problem.Hint is not null)
        {
            environment.Error.WriteLine($"Fix:   {TerminalSanitizer.MultiLine(problem.Hint)}");
        }
    }

    /// <summary>
    /// Writes what a person should know while the command works; with JSON output on standard error, so that standard
    /// output stays JSON.
    /// </summary>
    public void WriteNote(string text) => (json ? environment.Error : environment.Out).WriteLine(TerminalSanitizer.SingleLine(text, 2000));

    private static IAnsiConsole Create(CliEnvironment environment)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(environment.Out),
            Ansi = environment.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,

            // NO_COLOR with any value turns colours off, an empty one counts as not set: https://no-color.org.
            ColorSystem = environment.IsTerminal && environment.GetEnvironmentVariable("NO_COLOR") is null
                ? ColorSystemSupport.Detect
                : ColorSystemSupport.NoColors,

            // No command asks questions: all must work in scripts, where nobody answers.
            Interactive = InteractionSupport.No,
        });
        if (!environment.IsTerminal)
        {
            console.Profile.Width = PipeWidth;
        }

        return console;
    }
}
