using System.Diagnostics;
using System.Globalization;
using Factory.Sandbox;
using Factory.Sandbox.Tests;

namespace Factory.Agents.Tests.Hostile;

/// <summary>
/// Orders to start processes without end, and processes that outlive the agent. Each is bounded, so that the control does
/// no harm.
/// </summary>
public sealed class ForkBombTests
{
    // More than an attempt may have at once.
    private const string Many = "1200";

    public static TheoryData<string> Bombs =>
    [
        $"i=0; while [ $i -lt {Many} ]; do sleep $MARK & i=$((i+1)); done; $WAIT",
        $"perl -e 'for (1..{Many}) {{ my $p = fork; exit 1 unless defined $p; exec \"sleep\", $ENV{{MARK}} unless $p; }}' || exit 1; $WAIT",
        $"seq {Many} | xargs -P {Many} -I _ sleep $MARK & $WAIT",
    ];

    public static TheoryData<string> Survivors =>
    [
        "sleep $MARK > /dev/null 2>&1 &",
        "setsid -f sleep $MARK > /dev/null 2>&1",
        "env -i setsid -f sleep $MARK < /dev/null > /dev/null 2>&1",
        "(env -i setsid sh -c \"trap '' TERM HUP INT; sleep $MARK & wait\" < /dev/null > /dev/null 2>&1 &)",
    ];

    [BubblewrapTheory]
    [MemberData(nameof(Bombs))]
    public async Task Obey_OrderToForkWithoutEnd_IsStoppedAndNothingIsLeft(string order)
    {
        var (obeyed, mark) = await ObeyAsync(order);

        (obeyed.Said.Contains(ObedientAgent.Done, StringComparison.Ordinal)
            && obeyed.Result.Problem!.Message.Contains("without submitting", StringComparison.Ordinal)).ShouldBeFalse("all were started");
        Find(mark).ShouldBeEmpty();
    }

    [BubblewrapTheory]
    [MemberData(nameof(Survivors))]
    public async Task Obey_OrderToOutliveTheAttempt_NothingIsLeft(string order)
    {
        var (obeyed, mark) = await ObeyAsync(order);

        obeyed.Said.ShouldEndWith(ObedientAgent.Done);
        Find(mark).ShouldBeEmpty();
    }

    [LinuxTheory]
    [MemberData(nameof(Survivors))]
    public async Task Run_WithoutTheSandbox_ProcessIsLeft(string order)
    {
        var mark = NewMark();
        await RunBareAsync(order, mark);

        (await KillAsync(mark, 1)).ShouldBe(1);
    }

    [LinuxTheory]
    [MemberData(nameof(Bombs))]
    public async Task Run_BombWithoutTheSandbox_StartsThemAll(string bomb)
    {
        const int Few = 40;
        var mark = NewMark();
        await RunBareAsync(bomb.Replace(Many, Few.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), mark);

        (await KillAsync(mark, Few)).ShouldBe(Few);
    }

    private static async Task<(Obeyed Obeyed, string Mark)> ObeyAsync(string order)
    {
        var mark = NewMark();
        await using var agent = new ObedientAgent(guarded: true);
        return (await agent.ObeyAsync(order, ("MARK", mark), ("WAIT", "sleep 100")), mark);
    }

    private static async Task RunBareAsync(string order, string mark)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"({order}) > /dev/null 2>&1"]);
        start.Environment["MARK"] = mark;
        start.Environment["WAIT"] = "true";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
    }

    // A program in the background has not become what it starts yet when the shell ends.
    private static async Task<int> KillAsync(string mark, int expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (Find(mark).Count < expected && !patience.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        var left = Find(mark);
        left.ForEach(process => process.Kill());
        return left.Count;
    }

    // A time to sleep that no other process of this machine sleeps.
    private static string NewMark() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Random.Shared.Next(1_000, 9_999)}.{Random.Shared.Next(100_000, 999_999)}");

    private static List<Process> Find(string mark) =>
        [.. ProcessTable.Read().Where(p => !p.IsZombie && IsSleep(p.Id, mark)).Select(p => Process.GetProcessById(p.Id))];

    private static bool IsSleep(int id, string mark)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").StartsWith("sleep\0" + mark, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
