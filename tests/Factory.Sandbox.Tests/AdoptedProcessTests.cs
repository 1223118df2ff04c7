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

    [Fact]
    public void Adopt_UnknownTag_IsNull() => _sandbox.Adopt(Command("true")).ShouldBeNull();

    [Fact]
    public void KillOrphans_TagThatSurvives_IsNotAnOrphan() => ProcessTag.IsOrphan(_tag).ShouldBeFalse();

    private SandboxedCommand Command(string line) => new(line, _folder.FullName, CommandLimits.Default)
    {
        OutputFile = Path.Combine(_folder.FullName, "output"),
        SurvivalTag = _tag,
    };
}
