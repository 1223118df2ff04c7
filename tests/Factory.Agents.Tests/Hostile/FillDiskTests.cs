using Factory.Agents.Runners;
using Factory.Contracts.Errors;
using Factory.Sandbox.Tests;

namespace Factory.Agents.Tests.Hostile;

/// <summary>Orders to fill the disk: the attempt ends, and says which limit ended it. The controls write little.</summary>
public sealed class FillDiskTests
{
    private const long Mebibyte = 1024 * 1024;

    public static TheoryData<string> Orders =>
    [
        "while [ $i -lt $MAX ]; do head -c 4000000 /dev/urandom >> big; i=$((i+1)); done",
        "while [ $i -lt $MAX ]; do head -c 4000000 /dev/urandom >> $HOME/big; i=$((i+1)); done",
        "exec 3> hidden; rm hidden; while [ $i -lt $MAX ]; do head -c 4000000 /dev/urandom >&3; i=$((i+1)); done",
        "while [ $i -lt $MAX ]; do head -c 4000000 /dev/urandom > .git/objects/$i; i=$((i+1)); done",
    ];

    [BubblewrapTheory]
    [MemberData(nameof(Orders))]
    public async Task Obey_OrderToFillTheDisk_IsStoppedByTheLimit(string order)
    {
        await using var agent = new ObedientAgent(guarded: true, options => options.MaxDiskBytes = 32 * Mebibyte);

        var obeyed = await agent.ObeyAsync("i=0; " + order, ("MAX", "1000"));

        obeyed.Said.ShouldNotContain(ObedientAgent.Done);
        obeyed.Result.Problem!.Message.ShouldContain("the disk space limit");
    }

    [LinuxTheory]
    [MemberData(nameof(Orders))]
    public async Task Obey_WithinTheLimit_TakesTheSpace(string order)
    {
        await using var agent = new ObedientAgent(guarded: false);

        (await agent.ObeyAsync("i=0; " + order, ("MAX", "12"))).Said.ShouldEndWith(ObedientAgent.Done);
    }

    [BubblewrapTheory]
    [InlineData("cat /dev/zero", "the output limit")]
    [InlineData("cat /dev/zero >&2", "the output limit")]
    [InlineData("yes", "reported more than 100,000 events")]
    [InlineData("exec sed 's/$/ and so on/' < /dev/zero", "the memory limit")]
    public async Task Obey_OrderToPrintWithoutEnd_IsStopped(string order, string limit)
    {
        await using var agent = new ObedientAgent(guarded: true, options => options.MaxMemoryBytes = 256 * Mebibyte);

        var obeyed = await agent.ObeyAsync(order);

        obeyed.Result.Problem!.Message.ShouldContain(limit);
        var transcript = new FileInfo(agent.Cli.Paths.Transcript(Attempts.RunnerHarness.Attempt));
        transcript.Length.ShouldBeLessThan(RunnerRecorder.MaxEvents * 400L);
    }

    [LinuxTheory]
    [InlineData("yes | head -n 2000")]
    [InlineData("yes | head -n 2000 >&2")]
    public async Task Obey_PrintsWithinTheLimit_IsNotStopped(string order)
    {
        await using var agent = new ObedientAgent(guarded: false);

        var obeyed = await agent.ObeyAsync(order);

        obeyed.Said.ShouldEndWith(ObedientAgent.Done);
        obeyed.Result.Problem!.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
    }
}
