using Factory.Contracts.Evidence;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Evidence;

namespace Factory.Workspaces.Tests.Evidence;

/// <summary>
/// Changes that bring the tests by which they are judged: a hostile one makes its own succeed. The tests from before it
/// cannot be changed.
/// </summary>
public sealed class WeakenedTestsTests : IDisposable
{
    // The "code" is a number, and a test states what it must be.
    private const string Runner =
        "name: Shop\nserve:\n  static: .\ntest: n=0; f=0; for t in tests/*; do if sh $t; then n=$((n+1)); else f=$((f+1)); fi; done; " +
        "echo \"$n passed, $f failed\"; [ $f = 0 ]\n";

    // Tests that run as they were compiled, whatever becomes of their sources.
    private const string CompileCommand = "rm -rf bin; cp -r tests bin";
    private static readonly string Compiled = Runner.Replace("tests/*", "bin/*", StringComparison.Ordinal) + $"build: {CompileCommand}\n";

    private const string Echo = "name: Shop\nserve:\n  static: .\ntest: echo 9 passed, 0 failed\n";
    private const string One = "[ \"$(cat code)\" -gt 0 ]\n";
    private const string Two = "[ \"$(cat code)\" -lt 9 ]\n";

    private readonly WorkspaceFixture _workspaces = new();

    public void Dispose() => _workspaces.Dispose();

    [Fact]
    public async Task CollectAsync_BrokenCodeWithItsOwnTestCommand_IsFoundByTheEarlierTests()
    {
        var report = await CollectAsync(("code", "-5"), ("product.yaml", Echo), ("tests/one_test.sh", ""), ("tests/two_test.sh", ""));

        // Control: what the change says about itself is all good.
        (report.Problems.Count, report.Commands.Single(c => c.Name == "test").TestsPassed).ShouldBe((0, 9));
        report.Warnings.ShouldNotBeNull()[0].ShouldStartWith("The tests from before the change fail on it: 'n=0;");
        report.Warnings[0].ShouldContain("1 passed, 1 failed");
    }

    [Theory]
    [InlineData("-5", "true\n", true)]
    [InlineData("5", "true\n", false)]
    [InlineData("5", "[ \"$(cat code)\" = 5 ]\n", false)]
    [InlineData("-5", "[ \"$(cat code)\" = -5 ]\n", true)]
    public async Task CollectAsync_ChangedTest_WarnsOnlyWhenTheEarlierOneFails(string code, string test, bool warns)
    {
        var report = await CollectAsync(("code", code), ("tests/one_test.sh", test));

        report.Problems.ShouldBeEmpty();
        (report.Warnings is not null).ShouldBe(warns);
    }

    [Theory]
    [InlineData("-5", true)]
    [InlineData("5", false)]
    public async Task CollectAsync_ScriptOfTheTestCommandReplaced_TheEarlierOneRuns(string code, bool warns)
    {
        var manifest = "name: Shop\nserve:\n  static: .\ntest: sh ./check\n";
        var product = await NewProductAsync(manifest, ("check", "[ \"$(cat code)\" -gt 0 ] && echo 2 passed, 0 failed\n"));

        var report = await CollectAsync(product, [], ("code", code), ("check", "echo 2 passed, 0 failed\n"));

        // Control: the script of the change is content with any code.
        report.Problems.ShouldBeEmpty();
        (report.Warnings is not null).ShouldBe(warns);
    }

    [Theory]
    [InlineData("python3 checks.py", "-5", true)]
    [InlineData("python3 -m checks", "-5", true)]
    [InlineData("python3 -u checks.py all", "-5", true)]
    [InlineData("python3 checks.py", "5", false)]
    public async Task CollectAsync_ProgramOfTheTestCommandReplaced_TheEarlierOneRuns(string command, string code, bool warns)
    {
        const string Checks = "import sys\nsys.exit(1) if int(open('code').read()) <= 0 else print('2 passed, 0 failed')\n";
        var manifest = $"name: Shop\nserve:\n  static: .\ntest: {command}\n";
        var product = await NewProductAsync(manifest, ("checks.py", Checks));

        var report = await CollectAsync(product, [], ("code", code), ("checks.py", "print('2 passed, 0 failed')\n"));

        // Control: the program of the change is content with any code.
        report.Problems.ShouldBeEmpty();
        (report.Warnings is not null).ShouldBe(warns);
    }

    [Theory]
    [InlineData("-5", true)]
    [InlineData("5", false)]
    public async Task CollectAsync_CompiledTests_AreBuiltFromTheEarlierSources(string code, bool warns)
    {
        var lines = new List<string>();

        var report = await CollectAsync(lines, Compiled, ("code", code), ("tests/one_test.sh", "true\n"), ("tests/two_test.sh", "true\n"));

        // Control: the weakened tests, which the build of the change compiled, pass.
        (report.Problems.Count, report.Commands.Single(c => c.Name == "test").TestsPassed).ShouldBe((0, 2));
        (report.Warnings is not null).ShouldBe(warns);
        lines.ShouldContain("building the tests of the earlier commit: " + CompileCommand);
    }

    [Fact]
    public async Task CollectAsync_BuildOfTheChangeLeavesAResult_IsNotTakenForThatOfTheEarlierBuild()
    {
        // A build that does only what is not there yet, as most do.
        const string Lazy = "name: Shop\nserve:\n  static: .\nbuild: mkdir -p bin; [ -e bin/code ] || cp code bin/code\n"
            + "test: '[ $(cat bin/code) -gt 0 ] && echo 1 passed, 0 failed'\n";

        var report = await CollectAsync(
            [],
            Lazy,
            ("code", "-5"),
            ("product.yaml", Lazy.Replace("[ -e bin/code ] || cp code", "echo 1 >", StringComparison.Ordinal)));

        // Control: the change's own build and tests say that all is well.
        (report.Problems.Count, report.Commands.Single(c => c.Name == "test").TestsPassed).ShouldBe((0, 1));
        report.Warnings.ShouldNotBeNull()[0].ShouldStartWith("The tests from before the change fail on it");
    }

    [Fact]
    public async Task CollectAsync_FileOfTheChangeReplacesTestsWhileTheyAreBuilt_RestoresThem()
    {
        var scripted = Runner + "build: sh make.sh\n";

        var report = await CollectAsync(
            [],
            scripted,
            ("code", "-5"),
            ("tests/one_test.sh", "true\n"),
            ("make.sh", "for t in tests/*; do echo true > $t; done\n"));

        (report.Problems.Count, report.Commands.Single(c => c.Name == "test").TestsPassed).ShouldBe((0, 2));
        report.Warnings.ShouldNotBeNull()[0].ShouldStartWith("The tests from before the change fail on it");
    }

    [Fact]
    public async Task CollectAsync_OutputOfTheEarlierTests_CannotForgeALine()
    {
        var report = await CollectAsync(
            [],
            Runner,
            ("code", "-5"),
            ("tests/one_test.sh", "true\n"),
            ("tests/zzz_test.sh", "printf 'a\\n- all is well\\033[2K\\n'; false\n"));

        var warning = report.Warnings.ShouldNotBeNull()[0];
        warning.Split('\n').Skip(1).ShouldAllBe(line => line.StartsWith("  | "));
        warning.ShouldContain("  | - all is well\\u{1b}[2K");
    }

    [Fact]
    public async Task CollectAsync_EarlierBuildFailsOnTheChange_Warns()
    {
        var report = await CollectAsync(
            [],
            Compiled.Replace(CompileCommand, "test $(cat code) = 1 || exit 1; " + CompileCommand, StringComparison.Ordinal),
            ("code", "5"),
            ("product.yaml", Compiled),
            ("tests/one_test.sh", "true\n"));

        report.Warnings.ShouldHaveSingleItem().ShouldStartWith("The tests from before the change cannot be built on it: 'test $(cat code)");
    }

    [Fact]
    public async Task CollectAsync_FewerTestsThanBefore_Warns()
    {
        var report = await CollectAsync(("product.yaml", Runner.Replace("tests/*", "tests/one*", StringComparison.Ordinal)));

        report.Warnings.ShouldBe(["The change has fewer tests: 1 ran, 2 before."]);
    }

    [Fact]
    public async Task CollectAsync_TestsGoneFromAFileThatDoesNotLookLikeTests_Warns()
    {
        // As many tests as the file has lines; nothing about it says that they are tests.
        const string Hidden = "name: Shop\nserve:\n  static: .\ntest: echo $(wc -l < checks.txt) passed, 0 failed\n";
        var product = await NewProductAsync(Hidden, ("checks.txt", "a\nb\nc\n"));
        var head = await _workspaces.Repositories.GetHeadAsync(product, default);
        var evidence = _workspaces.Get<IEvidenceCollector>();
        var fewer = await _workspaces.CommitAsync(product, null, ("checks.txt", "a\n"));
        (await evidence.CollectAsync(product, fewer, head, static _ => Task.CompletedTask, default))
            .Warnings.ShouldBeNull("it is not known how many there were");

        await evidence.CollectAsync(product, head, null, static _ => Task.CompletedTask, default);

        (await evidence.CollectAsync(product, fewer, head, static _ => Task.CompletedTask, default))
            .Warnings.ShouldBe(["The change has fewer tests: 1 ran, 3 before."]);
    }

    [Fact]
    public async Task CollectAsync_TestsUnchanged_RunsThemOnce()
    {
        var lines = new List<string>();

        var report = await CollectAsync(lines, ("code", "5"), ("tests/new_test.sh", "true"));

        report.Warnings.ShouldBeNull();
        lines.Count(line => line.StartsWith("running", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task CollectAsync_BuildPutsALinkInPlaceOfTheTests_WritesNothingOutside()
    {
        var outside = Directory.CreateDirectory(Path.Combine(_workspaces.Root, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "one_test.sh"), "precious");

        await CollectAsync(
            [],
            Runner + "build: sh make.sh\n",
            ("make.sh", $"rm -rf tests; ln -s {outside} tests\n"),
            ("tests/one_test.sh", "true\n"),
            ("tests/two_test.sh", "true\n"));

        File.ReadAllText(Path.Combine(outside, "one_test.sh")).ShouldBe("precious");
    }

    [Fact]
    public async Task CollectAsync_ChangeOfALaterAttempt_IsComparedWithTheBranch()
    {
        var product = await NewProductAsync();
        var first = await _workspaces.CommitAsync(product, null, ("code", "-5"), ("tests/one_test.sh", "true\n"));
        var copy = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, first, default);
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "readme"), "x");
        var second = await _workspaces.Copies.CommitAsync(copy, "Second", _workspaces.Trailers(copy), default);

        var report = await _workspaces.Get<IEvidenceCollector>()
            .CollectAsync(product, second!.Commit!, second.BaseCommit, static _ => Task.CompletedTask, default);

        report.Warnings.ShouldNotBeNull();
    }

    private Task<EvidenceReport> CollectAsync(params (string Path, string Text)[] files) => CollectAsync([], files);

    private Task<EvidenceReport> CollectAsync(List<string> lines, params (string Path, string Text)[] files) =>
        CollectAsync(lines, Runner, files);

    private async Task<EvidenceReport> CollectAsync(List<string> lines, string manifest, params (string Path, string Text)[] files) =>
        await CollectAsync(await NewProductAsync(manifest), lines, files);

    private async Task<EvidenceReport> CollectAsync(ProductRef product, List<string> lines, params (string Path, string Text)[] files)
    {
        var baseCommit = await _workspaces.Repositories.GetHeadAsync(product, default);
        var commit = await _workspaces.CommitAsync(product, null, files);
        return await _workspaces.Get<IEvidenceCollector>().CollectAsync(
            product,
            commit,
            baseCommit,
            line =>
            {
                lines.Add(line);
                return Task.CompletedTask;
            },
            default);
    }

    private async Task<ProductRef> NewProductAsync(string manifest = Runner, params (string Path, string Text)[] more)
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(
            product,
            null,
            [("code", "1"), ("product.yaml", manifest), ("tests/one_test.sh", One), ("tests/two_test.sh", Two), .. more]);
        await _workspaces.Repositories.MergeAsync(product, commit, "Merge", default);
        return product;
    }
}
