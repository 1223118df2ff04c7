using Factory.Domain.Sandbox;

namespace Factory.Sandbox.Tests;

public sealed class UnisolatedSandboxTests : SandboxLimitsTests
{
    protected override ISandbox Sandbox { get; } = SandboxProbe.Detect(new SandboxOptions { UseBubblewrap = false }, TimeProvider.System);

    [Fact]
    public Task Run_Command_GivesOutputAndExitCode() => RunCommandGivesOutputAndExitCode();

    [Fact]
    public Task Run_Environment_ContainsNothingOfTheSilo() => RunEnvironmentContainsNothingOfTheSilo();

    [Fact]
    public Task Run_TimeOut_KillsTheWholeTree() => RunTimeOutKillsTheWholeTree();

    [Fact]
    public Task Run_LeftInTheBackground_IsKilledWhenTheCommandEnds() => RunLeftInTheBackgroundIsKilledWhenTheCommandEnds();

    [Fact]
    public Task Run_Cancelled_KillsTheWholeTree() => RunCancelledKillsTheWholeTree();

    [Fact]
    public Task Run_EndlessOutput_IsCappedWithHeadAndTail() => RunEndlessOutputIsCappedWithHeadAndTail();

    [Fact]
    public Task Run_ForkBomb_IsBounded() => RunForkBombIsBounded();

    [Fact]
    public Task Start_Dispose_KillsIt() => StartDisposeKillsIt();

    [Fact]
    public void IsIsolated_Always_IsFalse() => (Sandbox.IsIsolated, Sandbox.Description).ShouldBe((false, "none"));
}
