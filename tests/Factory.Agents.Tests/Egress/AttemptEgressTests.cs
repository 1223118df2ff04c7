using Factory.Agents.Egress;
using Factory.Agents.Tests.Attempts;
using Factory.Agents.Tests.Runners;
using Factory.Agents.Tests.Tools;
using Factory.Agents.Tools;
using Factory.Contracts.Artifacts;
using Factory.Domain.Attempts;
using Factory.Domain.Egress;
using Factory.Domain.Sandbox;
using Factory.Domain.WorkingCopies;
using Factory.Sandbox;
using Factory.Sandbox.Tests;
using Factory.TestKit.Builders;
using Factory.Workspaces.Tests.WorkingCopies;
using Factory.Workspaces.WorkingCopies;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Agents.Tests.Egress;

/// <summary>How the programs of an attempt find its egress proxy.</summary>
public sealed class AttemptEgressTests
{
    [BubblewrapFact]
    public async Task Start_AgentWithAProxy_TheCliReachesItAndTheTaskLogShowsIt()
    {
        var egress = new FakeEgress();
        await using var cli = new CliHarness(services => services.AddSingleton<IEgressProxies>(egress));
        var request = await cli.PrepareAsync("""
            curl -sS http://api.example.org/ > out.txt
            echo " $HTTPS_PROXY $no_proxy $(basename "$SSL_CERT_FILE")" >> out.txt
            while [ ! -e .git/submitted ]; do sleep 0.05; done
            echo '{"type":"turn.completed","usage":{"input_tokens":1,"output_tokens":1}}'
            """);

        var running = cli.RunAsync(request);
        await cli.SubmitAsync(request.Attempt, """{"summary":"Add the file"}""", whenFileExists: "out.txt");
        var result = await running;

        result.Problem.ShouldBeNull();
        var notices = (await cli.ReadTranscriptAsync(request.Attempt)).Where(e => e.Kind == TranscriptEntryKind.Notice).Select(e => e.Text);
        notices.ShouldContain("egress: GET api.example.org:80 with TOKEN_A allowed: 0 bytes sent, 14 received, 0.0 s");
        notices.ShouldContain("egress: CONNECT evil.com:443 refused: no line allows it.");
        egress.IsDisposed.ShouldBeTrue();
        egress.Asked.Single().Id.ShouldBe(request.Assignment.Agent);
        result.Artifact.ShouldBeOfType<ChangeSet>().FilesChanged.ShouldBe(1);
    }

    [BubblewrapFact]
    public async Task RunCommand_WithAProxy_GoesThroughIt()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.FullName);
        await using var fake = new FakeEgress();
        await fake.StartAsync(default, null!, _ => { }, CancellationToken.None);
        var sandbox = SandboxProbe.Detect(new SandboxOptions(), TimeProvider.System);
        var copy = new WorkingCopy(RunnerHarness.Attempt, folder.FullName, "factory/1", "c0", Given.Product, []);
        using var bench = new ToolBench(new CommandPlugin(
            new WorkingCopyRoot(folder.FullName),
            copy,
            sandbox,
            new AttemptEgress(fake)));

        var result = await bench.With("run_command", new { command = "curl -sS http://api.example.org/" });

        result.Text.ShouldContain("from the proxy");
    }

    [Fact]
    public async Task Start_WithoutIsolation_StartsNoProxy()
    {
        await using var fake = new FakeEgress();
        var starter = new EgressStarter(SandboxProbe.Detect(new SandboxOptions { UseBubblewrap = false }, TimeProvider.System), fake);

        (await starter.StartAsync(default, null!, null!, CancellationToken.None)).ShouldBeNull();

        fake.Asked.ShouldBeEmpty();
    }
}
