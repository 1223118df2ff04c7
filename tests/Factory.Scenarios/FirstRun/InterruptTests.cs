using System.Diagnostics;
using System.Text;
using Factory.Scenarios.Hosting;

namespace Factory.Scenarios.FirstRun;

/// <summary>Ctrl-C in the middle of the tree, on a real terminal that <c>script</c> of util-linux makes.</summary>
public sealed class InterruptTests : IDisposable
{
    private const string HideCursor = "\u001b[?25l";
    private const string ShowCursor = "\u001b[?25h";
    private const string CtrlC = "\u0003";

    private readonly FactoryCli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Interrupt_DuringARun_LeavesACleanTerminalAndSaysHowToGoOn()
    {
        if (!File.Exists("/usr/bin/script"))
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var terminal = Start($"dotnet '{Path.Combine(AppContext.BaseDirectory, "factory.dll")}' run --data '{_cli.Data}' 'A " +
            "countdown timer'");
        using var ended = limit.Token.Register(() => terminal.Kill(entireProcessTree: true));
        var screen = new StringBuilder();

        await ReadUntilAsync(
            terminal,
            screen,
            s => s.Contains(HideCursor, StringComparison.Ordinal) && s.Contains("research", StringComparison.Ordinal),
            limit.Token);
        await terminal.StandardInput.WriteAsync(CtrlC);
        await terminal.StandardInput.FlushAsync(limit.Token);
        await ReadUntilAsync(terminal, screen, _ => false, limit.Token);
        await terminal.WaitForExitAsync(limit.Token);

        var shown = screen.ToString();
        terminal.ExitCode.ShouldBe(130, shown);
        shown.LastIndexOf(ShowCursor, StringComparison.Ordinal)
            .ShouldBeGreaterThan(shown.LastIndexOf(HideCursor, StringComparison.Ordinal), "the cursor is back");
        shown[shown.LastIndexOf(ShowCursor, StringComparison.Ordinal)..].ShouldContain("Continue with: factory run --resume run-");
        (await _cli.RunAsync("run", "list")).Output.ShouldContain("running", Case.Insensitive);
    }

    private Process Start(string command)
    {
        // A shell starts background jobs with SIGINT ignored, and children inherit that: a terminal's foreground job
        // has it at its default.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT,QUIT", "/usr/bin/script", "-qec", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _cli.Scratch("cwd"),
        };
        start.Environment["HOME"] = _cli.Home;
        start.Environment["TERM"] = "xterm-256color";
        return Process.Start(start)!;
    }

    private static async Task ReadUntilAsync(Process terminal, StringBuilder screen, Func<string, bool> enough, CancellationToken stop)
    {
        var buffer = new char[4096];
        while (!enough(screen.ToString()))
        {
            var read = await terminal.StandardOutput.ReadAsync(buffer, stop);
            if (read == 0)
            {
                return;
            }

            screen.Append(buffer, 0, read);
        }
    }
}
