using Factory.Agents.Tests.Runners;
using Factory.Contracts.Attempts;
using Factory.Domain.Attempts;
using Factory.Domain.Runners;
using Factory.Domain.Sandbox;
using Factory.Sandbox;
using Factory.Workspaces.Tests.WorkingCopies;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Agents.Tests.Hostile;

/// <summary>
/// An agent that carries out whatever a hostile model orders: its CLI is the orders, as a script. They find the places that
/// they are about in <c>$OUTSIDE</c> (a folder of somebody else), <c>$DATA</c> (the factory's data folder) and <c>$SILO</c>
/// (the id of the silo's process).
/// </summary>
internal sealed class ObedientAgent : IAsyncDisposable
{
    /// <summary>The last words of an agent that nobody has stopped.</summary>
    public const string Done = "orders carried out";

    private readonly TemporaryFolder _outside = new();
    private readonly CliHarness _cli;

    /// <param name="guarded">False for the control: the commands run with nothing around them.</param>
    /// <param name="limits">Changes the limits of the sandbox.</param>
    public ObedientAgent(bool guarded, Action<SandboxOptions>? limits = null) => _cli = new CliHarness(services =>
    {
        services.Configure<SandboxOptions>(options => limits?.Invoke(options));
        if (!guarded)
        {
            var options = new SandboxOptions();
            limits?.Invoke(options);
            services.AddSingleton<ISandbox>(new UnisolatedSandbox(
                options,
                Toolchain.Detect(Environment.GetEnvironmentVariable("PATH"), null, null),
                [],
                TimeProvider.System));
        }
    });

    public TemporaryFolder Outside => _outside;

    /// <summary>Full path of the file that orders write to and that nobody in a sandbox can.</summary>
    public string Mark => _outside.In("mark");

    public CliHarness Cli => _cli;

    /// <summary>Runs an attempt that carries out the orders and submits nothing.</summary>
    public async Task<Obeyed> ObeyAsync(string orders, params (string Name, string Value)[] variables)
    {
        var request = await _cli.PrepareAsync($"{orders}\necho '{Done}'", runner => runner with
        {
            Output = RunnerOutput.Text,
            ResumeArguments = [],
            Environment = new Dictionary<string, string>(variables.Select(v => KeyValuePair.Create(v.Name, v.Value)))
            {
                ["OUTSIDE"] = _outside.FullName,
                ["DATA"] = _cli.Paths.Data,
                ["SILO"] = FormattableString.Invariant($"{Environment.ProcessId}"),
            },
        });
        var result = await _cli.RunAsync(request);
        var transcript = await _cli.ReadTranscriptAsync(request.Attempt);
        var end = transcript[^1];
        (end.Kind, end.IsError, end.Text).ShouldBe((TranscriptEntryKind.AttemptEnd, true, result.Problem!.ToString()));
        var said = transcript.Where(e => e.Kind == TranscriptEntryKind.Assistant).Select(e => e.Text);
        return new Obeyed(result, string.Join('\n', said));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _cli.DisposeAsync();
        _outside.Dispose();
    }
}

/// <summary>How an attempt of an <see cref="ObedientAgent"/> ended.</summary>
/// <param name="Result">Its result; a failure always.</param>
/// <param name="Said">What its transcript says that the agent printed.</param>
internal sealed record Obeyed(AttemptResult Result, string Said);
