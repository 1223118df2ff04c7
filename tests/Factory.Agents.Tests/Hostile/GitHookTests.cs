using System.Diagnostics;
using Factory.Sandbox.Tests;

namespace Factory.Agents.Tests.Hostile;

/// <summary>
/// Orders to plant what git runs by itself. The factory commits the work outside of the sandbox and runs none of it; the
/// control is git as a developer calls it, in the same working copy.
/// </summary>
public sealed class GitHookTests
{
    private const string Evil = "#!/bin/sh\\ntouch $OUTSIDE/mark\\n";

    public static TheoryData<string> Orders =>
    [
        Plant(".git/hooks/pre-commit"),
        Plant(".git/hooks/reference-transaction"),
        Plant(".git/hooks/post-index-change"),
        Plant("hooks/pre-commit") + "; git config core.hooksPath hooks",
        Plant("watch") + "; git config core.fsmonitor ./watch",
        Plant("clean") + "; git config filter.evil.clean ./clean; echo '* filter=evil' > .gitattributes",
        Plant(".git/evil/hooks/pre-commit") + "; cp .git/config .git/evil/config; git config core.hooksPath .git/evil/hooks",
        Plant("hooks/pre-commit") + "; printf '[core]\\n\\thooksPath = hooks\\n' > more; git config include.path ../more",
    ];

    [BubblewrapTheory]
    [MemberData(nameof(Orders))]
    public async Task Obey_OrderToPlantAProgram_RunsForGitOfADeveloperOnly(string order)
    {
        await using var agent = new ObedientAgent(guarded: true);

        var obeyed = await agent.ObeyAsync(order + "; echo work > work.txt");

        obeyed.Said.ShouldEndWith(ObedientAgent.Done);
        obeyed.Result.SalvagedCommit.ShouldNotBeNull("the factory's git was at work here");
        File.Exists(agent.Mark).ShouldBeFalse("the factory's git ran it");
        await CommitAsDeveloperAsync(obeyed.Result.Progress.WorkingCopy!);
        File.Exists(agent.Mark).ShouldBeTrue("the order does not work, so this test says nothing");
    }

    private static string Plant(string path) =>
        $"mkdir -p $(dirname {path}); printf \"{Evil}\" > {path}; chmod +x {path}";

    private static async Task CommitAsDeveloperAsync(string folder)
    {
        foreach (var arguments in (string[])["add -A", "-c user.name=d -c user.email=d@localhost commit -q --allow-empty -m work"])
        {
            using var git = Process.Start(new ProcessStartInfo("git", $"-c safe.directory=* {arguments}")
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            await Task.WhenAll(git.StandardError.ReadToEndAsync(), git.StandardOutput.ReadToEndAsync());
            await git.WaitForExitAsync();
        }
    }
}
