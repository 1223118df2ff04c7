using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

/// <summary>Commands that another object takes over, as a silo does after the one before it was killed.</summary>
public sealed class AdoptedProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("factory-adopt-");
    private readonly ISandbox _sandbox = SandboxProbe.Detect(new SandboxOptions(), TimeProvider.System);
    private readonly string _tag = "runner-" + Guid.NewGuid().ToString("N");

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    [BubblewrapFact]
    public async Task Adopt_LivingCommand_SeesItsEnd()
    {
        var command = Command("echo one; while [ ! -e go ]; do sleep 0.05; done; echo two");
        await using var started = _sandbox.Start(command);

        await using var adopted = _sandbox.Adopt(command).ShouldNotBeNull();
        adopted.Completion.IsCompleted.ShouldBeFalse();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "go"), "");

        (await adopted.Completion).ShouldBe(-1, "only the parent is told the exit code");
        (await File.ReadAllTextAsync(command.OutputFile!)).ShouldBe("one\ntwo\n");
        _sandbox.Adopt(command).ShouldBeNull("nothing is left");
    }

    [BubblewrapFact]
    public async Task Dispose_AdoptedCommand_EndsItsWholeTree()
    {
        var command = Command("setsid sleep 1000 & sleep 1000");
        await using var started = _sandbox.Start(command);

        await _sandbox.Adopt(command).ShouldNotBeNull().DisposeAsync();

        _sandbox.Adopt(command).ShouldBeNull("nothing is left");
    }

    [BubblewrapFact]
    public async Task Adopt_LimitReached_EndsIt()
    {
        var command = Command("sleep 1000") with { Limits = CommandLimits.Default with { MaxProcesses = 1 } };
        await using var started = _sandbox.Start(command with { Limits = CommandLimits.Default });

        await using var adopted = _sandbox.Adopt(command).ShouldNotBeNull();

        (await adopted.Completion).ShouldBe(-1);
        adopted.ExceededLimit.ShouldNotBeNull().ShouldContain("process limit");
    }

    // What a command cannot change is where the silo looks: it has other ways to lose its environment than this one.
    [BubblewrapFact]
    public async Task Adopt_CommandWithoutItsEnvironment_IsFoundByItsMountAndEnded()
    {
        var command = Command("exec env -i setsid /bin/sh -c 'echo $$ > pid; exec sleep 1000'");
        await using var started = _sandbox.Start(command);
        var inside = await FindAsync("sleep 1000");
        ProcessTable.EnvironmentValue(inside, CommandEnvironment.ProcessTagVariable).ShouldBeNull("the case needs one without it");

        ProcessTag.Of(inside).ShouldBe(_tag);
        _sandbox.FindSurvivors("runner-").ShouldContain(_tag);
        await _sandbox.Adopt(command).ShouldNotBeNull().DisposeAsync();

        ProcessTable.Read(inside).ShouldBeNull();
        _sandbox.FindSurvivors("runner-").ShouldNotContain(_tag);
    }

    [Fact]
    public void Adopt_UnknownTag_IsNull() => _sandbox.Adopt(Command("true")).ShouldBeNull();

    [Fact]
    public void KillOrphans_TagThatSurvives_IsNotAnOrphan() => ProcessTag.IsOrphan(_tag).ShouldBeFalse();

    private async Task<int> FindAsync(string commandLine)
    {
        int? found;
        while ((found = ProcessTable.Read().Where(p => ProcessTag.Of(p.Id) == _tag).Select(p => (int?)p.Id)
            .FirstOrDefault(id => CommandLineOf(id!.Value) == commandLine)) is null)
        {
            await Task.Yield();
        }

        return found.Value;
    }

    private static string CommandLineOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ').Trim();
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }

    private SandboxedCommand Command(string line) => new(line, _folder.FullName, CommandLimits.Default)
    {
        OutputFile = Path.Combine(_folder.FullName, "output"),
        SurvivalTag = _tag,
    };
}
