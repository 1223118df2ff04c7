using System.Text.Json;
using Factory.Contracts.Json;
using Spectre.Console;

namespace Factory.Cli.Output;

/// <inheritdoc/>
internal sealed class ConsoleOutput(CliEnvironment environment, bool json) : IOutput
{
    // A pipe has no width to fit into: a wrapped path or a cut column would lose what programs and logs look for.
    private const int PipeWidth = 4000;

    private readonly Lazy<IAnsiConsole> _console = new(() => Create(environment));

    public bool IsJson => json;

    public bool IsLive => !json && environment.IsTerminal && Console.Profile.Capabilities.Ansi;

    public IAnsiConsole Console => _console.Value;

    public void WriteLine(string text = "")
    {
        if (!json)
        {
            environment.Out.WriteLine(text);
        }
    }

    public void WriteMarkup(string markup)
    {
        if (!json)
        {
            Console.MarkupLine(markup);
        }
    }

    public void WriteJson(object value)
    {
        if (json)
        {
            environment.Out.WriteLine(JsonSerializer.Serialize(value, value.GetType(), FactoryJson.Options));
            environment.Out.Flush();
        }
    }

    public void WriteError(Problem problem)
    {
        WriteJson(new { Type = "error", problem.Code, problem.Message, problem.Hint });
        environment.Error.WriteLine($"Error: {TerminalSanitizer.MultiLine(problem.Message)} ({problem.Code})");
        if (problem.Hint is not null)
        {
            environment.Error.WriteLine($"Fix:   {TerminalSanitizer.MultiLine(problem.Hint)}");
        }
    }

    public void WriteNote(string text) => (json ? environment.Error : environment.Out).WriteLine(TerminalSanitizer.SingleLine(text, 2000));

    private static IAnsiConsole Create(CliEnvironment environment)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(environment.Out),
            Ansi = environment.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = environment.IsTerminal && environment.GetEnvironmentVariable("NO_COLOR") is null ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!environment.IsTerminal)
        {
            console.Profile.Width = PipeWidth;
        }

        return console;
    }
}
