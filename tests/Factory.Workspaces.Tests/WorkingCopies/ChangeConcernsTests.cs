using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;

namespace Factory.Workspaces.Tests.WorkingCopies;

/// <summary>What an operator is shown before a merge, because neither the sandbox nor the tests protect from it.</summary>
public sealed class ChangeConcernsTests : IDisposable
{
    private const string Manifest = "name: Shop\nbuild: make\ntest: make test\nserve:\n  static: .\n";
    private static readonly string Tests = string.Concat(Enumerable.Range(1, 20).Select(i => $"check({i});\n"));

    private readonly WorkspaceFixture _workspaces = new();

    public void Dispose() => _workspaces.Dispose();

    [Theory]
    [InlineData(".husky/pre-commit")]
    [InlineData(".github/workflows/ci.yml")]
    [InlineData("sub/.github/actions/a/action.yml")]
    [InlineData(".GitHub/workflows/ci.yml")]
    [InlineData(".gitlab-ci.yml")]
    [InlineData(".vscode/tasks.json")]
    [InlineData(".idea/runConfigurations/a.xml")]
    [InlineData(".envrc")]
    [InlineData(".devcontainer/devcontainer.json")]
    [InlineData(".gitattributes")]
    [InlineData("deep/.gitmodules")]
    [InlineData(".gemini/settings.json")]
    [InlineData(".codex/config.toml")]
    [InlineData(".claude/settings.json")]
    [InlineData("shop.code-workspace")]
    [InlineData("deep/Other.Code-Workspace")]
    [InlineData("binding.gyp")]
    [InlineData("tools/hooks/pre-push")]
    [InlineData("more/hooks/pre-push")]
    [InlineData(".hg/hgrc")]
    [InlineData("deep/.Rprofile")]
    [InlineData(".tool-of-tomorrow/run.sh")]
    [InlineData("opencode.json")]
    public async Task CommitAsync_FileThatRunsByItself_IsAConcern(string path)
    {
        var product = await NewProductWithHooksAsync();

        var concerns = await ConcernsAsync(product, (path, "x\n"));

        concerns.ShouldHaveSingleItem().ShouldBe($"{path}: runs by itself outside of the sandbox");
    }

    [Theory]
    [InlineData(".vscode")]
    [InlineData("deep/.Vscode")]
    [InlineData(".husky")]
    [InlineData("tools/hooks")]
    [InlineData("tools")]
    public async Task CommitAsync_LinkInPlaceOfAFolderThatRunsByItself_IsAConcern(string path)
    {
        var product = await NewProductWithHooksAsync();
        var copy = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, null, WorkspaceFixture.Never);
        var link = Path.Combine(copy.Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, "conf");

        var change = await _workspaces.Copies.CommitAsync(copy, "Change", _workspaces.Trailers(copy), WorkspaceFixture.Never);

        change!.Concerns.ShouldNotBeNull().ShouldContain($"{path}: runs by itself outside of the sandbox");
    }

    [Theory]
    [InlineData(".vscode -> conf", "conf/tasks.json", ".vscode/tasks.json")]
    [InlineData("deep/.github -> ../conf/./ci", "conf/ci/workflows/a.yml", "deep/.github/workflows/a.yml")]
    [InlineData(".envrc -> conf/env", "conf/env", ".envrc")]
    [InlineData(".husky -> a/hooks|a -> b", "b/hooks/pre-push", ".husky/pre-push")]
    [InlineData("tools -> conf", "conf/hooks/pre-push", "tools/hooks/pre-push")]
    [InlineData(".idea -> .", "run.xml", ".idea/run.xml")]
    [InlineData(".vscode -> conf", "other/tasks.json", null)]
    [InlineData(".vscode -> conf", "config/tasks.json", null)]
    [InlineData(".vscode -> ../conf", "conf/tasks.json", null)]
    [InlineData("loop -> .", "conf/tasks.json", null)]
    [InlineData("a -> .|b -> .|c -> .|d -> .|e -> .", "conf/tasks.json", "…")]
    public async Task CommitAsync_FileBehindALinkThatRunsByItself_IsAConcern(string links, string path, string? expected)
    {
        var repository = _workspaces.NewRepository();
        WorkspaceFixture.RunGit(repository, "config", "core.hooksPath", "tools/hooks");
        foreach (var link in links.Split('|').Select(text => text.Split(" -> ")))
        {
            var file = Path.Combine(repository, link[0]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.CreateSymbolicLink(file, link[1]);
        }

        WorkspaceFixture.RunGit(repository, "add", ".");
        WorkspaceFixture.RunGit(repository, "commit", "-q", "-m", "Links");
        var product = await _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), repository, WorkspaceFixture.Never);

        var concerns = await ConcernsAsync(product, (path, "x\n"));

        (concerns ?? []).ShouldBe(expected is null ? [] : [$"{path}: runs by itself outside of the sandbox as {expected}"]);
    }

    [Fact]
    public async Task CommitAsync_ControlCharactersInValues_CannotForgeALine()
    {
        var product = await NewProductWithHooksAsync();

        var concerns = await ConcernsAsync(
            product,
            (".vscode/a\n- product.yaml: all is well", "x"),
            (".vscode/b\u202etxt", "x"),
            ("package.json", "{\"scripts\":{\"install\":\"sh x\\n- approved by the operator\\u001b[2K\\u2028\"}}"));

        concerns.ShouldNotBeNull().ShouldBe(
            [
                ".vscode/a\\n- product.yaml: all is well: runs by itself outside of the sandbox",
                ".vscode/b\\u{202e}txt: runs by itself outside of the sandbox",
                "package.json: 'install' runs by itself when packages are installed: "
                    + "sh x\\n- approved by the operator\\u{1b}[2K\\u{2028}",
            ],
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("{0}/ops/hooks", "ops/hooks/pre-push", true)]
    [InlineData("{0}/ops/hooks/", "ops/hooks/pre-push", true)]
    [InlineData("{0}/sub/../ops/hooks", "ops/hooks/helper", true)]
    [InlineData("ops/../ops/hooks", "ops/hooks/pre-push", true)]
    [InlineData("{0}-other/ops/hooks", "ops/hooks/pre-push", false)]
    [InlineData("/elsewhere/hooks", "elsewhere/hooks/pre-push", false)]
    [InlineData(".", "pre-commit", true)]
    [InlineData("{0}", "Post-Checkout", true)]
    [InlineData("./", "readme.md", false)]
    [InlineData(".", "docs/pre-commit", false)]
    public async Task CommitAsync_HookFolderInAnySpelling_IsAConcern(string setting, string path, bool expected)
    {
        var folder = _workspaces.NewRepository();
        WorkspaceFixture.RunGit(folder, "config", "core.hooksPath", setting.Replace("{0}", folder, StringComparison.Ordinal));
        var product = await _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), folder, WorkspaceFixture.Never);

        ((await ConcernsAsync(product, (path, "x\n"))) is not null).ShouldBe(expected);
    }

    [Fact]
    public async Task CommitAsync_VeryLongValues_AreCut()
    {
        var product = await NewProductWithTestsAsync();
        var text = new string('x', 60_000);

        var concerns = await ConcernsAsync(
            product,
            ("product.yaml", Manifest.Replace("make test", "make test " + new string('x', 1_500), StringComparison.Ordinal)),
            ("package.json", $$$"""{"scripts":{"postinstall":"{{{text}}}"}}"""));

        concerns.ShouldNotBeNull().Count.ShouldBe(2);
        concerns.ShouldAllBe(line => line.Length < 400);
        concerns[0].ShouldEndWith("… (1310 more characters)'");
        concerns[1].ShouldEndWith("xxx… (59800 more characters)");
    }

    [Fact]
    public async Task CommitAsync_ManyOfOneKind_AreCountedAndHideNoOther()
    {
        var product = await NewProductWithTestsAsync();
        var noise = Enumerable.Range(1, 130).Select(i => ($".github/workflows/{i:000}.yml", "x\n"));

        var concerns = await ConcernsAsync(
            product,
            [
                .. noise,
                ("product.yaml", Manifest.Replace("make test", "true", StringComparison.Ordinal)),
                ("tests/a.test.js", ""),
                .. Enumerable.Range(1, 60).Select(i => ($"p{i:00}/package.json", """{"scripts":{"install":"x"}}""")),
            ]);

        concerns.ShouldNotBeNull().Count.ShouldBe(1 + 51 + 1 + 51);
        concerns.ShouldContain("product.yaml: test changes from 'make test' to 'true'");
        concerns.ShouldContain("tests/a.test.js: has 20 lines of tests less");
        concerns.ShouldContain("… 80 more files run by themselves outside of the sandbox");
        concerns.ShouldContain("… 10 more files named package.json change");
    }

    [Theory]
    [InlineData("src/hooks/useCart.ts", "x")]
    [InlineData("github/readme.md", "x")]
    [InlineData(".gitignore", "x")]
    [InlineData("docs/.github.md", "x")]
    [InlineData("tools/hooks.md", "x")]
    [InlineData("new.test.js", "check(1);")]
    [InlineData("package.json", """{"scripts":{"build":"x","test":"y"},"dependencies":{"a":"1"}}""")]
    public async Task CommitAsync_OrdinaryFile_IsNone(string path, string text)
    {
        var product = await NewProductWithHooksAsync();

        (await ConcernsAsync(product, (path, text))).ShouldBeNull();
    }

    [Theory]
    [InlineData("product.yaml", "name: Shop\nbuild: make\ntest: echo 9 passed, 0 failed\nserve:\n  static: .\n",
        "product.yaml: test changes from 'make test' to 'echo 9 passed, 0 failed'")]
    [InlineData("product.yaml", "name: Shop\nbuild: make all\ntest: make test\nserve:\n  static: .\n",
        "product.yaml: build changes from 'make' to 'make all'")]
    [InlineData("product.yaml", "name: Shop\nbuild: make\nserve:\n  static: .\n",
        "product.yaml: test changes from 'make test' to 'nothing'")]
    [InlineData("product.yaml", "not: valid", "product.yaml: build changes from 'make' to 'nothing'")]
    [InlineData("tests/a.test.js", "", "tests/a.test.js: has 20 lines of tests less")]
    [InlineData("tests/a.test.js", "check(1);\n", "tests/a.test.js: has 19 lines of tests less")]
    [InlineData("package.json", """{"scripts":{"postinstall":"sh x"}}""",
        "package.json: 'postinstall' runs by itself when packages are installed: sh x")]
    public async Task CommitAsync_ChangeOfAnExistingProduct_IsAConcern(string path, string text, string concern)
    {
        var product = await NewProductWithTestsAsync();

        (await ConcernsAsync(product, (path, text))).ShouldNotBeNull().ShouldContain(concern);
    }

    [Fact]
    public async Task CommitAsync_FirstManifestOfANewProduct_IsNone()
    {
        var product = await _workspaces.NewProductAsync();

        (await ConcernsAsync(product, ("product.yaml", Manifest), ("tests/a.test.js", Tests))).ShouldBeNull();
    }

    [Fact]
    public async Task CommitAsync_LaterAttemptFromAnEarlierOne_KeepsTheConcern()
    {
        var product = await NewProductWithTestsAsync();
        var first = await _workspaces.CommitAsync(product, null, (".husky/pre-commit", "touch /tmp/owned\n"));
        var copy = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, first, WorkspaceFixture.Never);
        WorkspaceFixture.Write(Path.Combine(copy.Folder, "readme.md"), "harmless\n");

        var change = await _workspaces.Copies.CommitAsync(copy, "Fix", _workspaces.Trailers(copy), WorkspaceFixture.Never);

        change!.Concerns.ShouldNotBeNull().ShouldContain(".husky/pre-commit: runs by itself outside of the sandbox");
    }

    [Theory]
    [InlineData(".gitignore")]
    [InlineData("deep/.editorconfig")]
    [InlineData(".well-known/security.txt")]
    [InlineData(".")]
    public async Task CommitAsync_NameWithADotThatIsData_IsNoConcern(string path)
    {
        var product = await NewProductWithHooksAsync();

        (await ConcernsAsync(product, (path == "." ? "plain.txt" : path, "x\n"))).ShouldBeNull();
    }

    /// <summary>What a change can use to switch off tests that it does not touch.</summary>
    [Theory]
    [InlineData("sh check.sh", "check.sh")]
    [InlineData("cd . && sh ./tools/check.sh; true", "tools/check.sh")]
    [InlineData("A=1 ./run-tests --all", "run-tests")]
    [InlineData("node check.js", "check.js")]
    [InlineData("make -s check", "Makefile")]
    [InlineData("python3 -m unittest discover -s tests", "unittest.py")]
    [InlineData("python3 tests/test_a.py", "tests/unittest.py")]
    [InlineData("pytest", "conftest.py")]
    [InlineData("npm test", "vitest.config.ts")]
    [InlineData("npm test", "node_modules/vitest/index.js")]
    [InlineData("dotnet test", "Directory.Build.targets")]
    public async Task CommitAsync_FileThatDecidesWhatIsTested_IsAConcern(string command, string path)
    {
        var product = await NewProductTestedByAsync(command);

        (await ConcernsAsync(product, (path, "x\n"))).ShouldNotBeNull().ShouldContain($"{path}: decides what '{command}' tests");
    }

    [Fact]
    public async Task CommitAsync_ScriptOfNpmThatChanges_IsAConcern()
    {
        var product = await NewProductTestedByAsync("npm test", ("package.json", """{"scripts":{"test":"node --test"}}"""));

        (await ConcernsAsync(product, ("package.json", """{"scripts":{"test":"echo 1 passed, 0 failed","start":"node ."}}""")))
            .ShouldBe(["package.json: the script 'test' changes from 'node --test' to 'echo 1 passed, 0 failed'"]);
    }

    // The control: the same files of a product that has no tests yet.
    [Fact]
    public async Task CommitAsync_FirstTests_AreNoConcern()
    {
        var product = await NewProductWithHooksAsync();

        (await ConcernsAsync(product, ("product.yaml", "name: Shop\nserve:\n  static: .\ntest: sh check.sh\n"), ("check.sh", "true\n")))
            .ShouldBeNull();
    }

    private async Task<ProductRef> NewProductTestedByAsync(string command, params (string Path, string Text)[] files)
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(
            product,
            null,
            [("product.yaml", $"name: Shop\nserve:\n  static: .\ntest: {command}\n"), .. files]);
        await _workspaces.Repositories.MergeAsync(product, commit, "Merge", WorkspaceFixture.Never);
        return product;
    }

    private async Task<ProductRef> NewProductWithHooksAsync()
    {
        var folder = _workspaces.NewRepository();
        WorkspaceFixture.RunGit(folder, "config", "core.hooksPath", "./tools/hooks");
        WorkspaceFixture.Write(Path.Combine(_workspaces.Root, "included"), "[core]\n\thooksPath = more/hooks\n");
        WorkspaceFixture.RunGit(folder, "config", "include.path", Path.Combine(_workspaces.Root, "included"));
        return await _workspaces.Repositories.RegisterAsync(_workspaces.Ids.New<ProductId>(), folder, WorkspaceFixture.Never);
    }

    private async Task<ProductRef> NewProductWithTestsAsync()
    {
        var product = await _workspaces.NewProductAsync();
        var commit = await _workspaces.CommitAsync(product, null, ("product.yaml", Manifest), ("tests/a.test.js", Tests));
        await _workspaces.Repositories.MergeAsync(product, commit, "Merge", WorkspaceFixture.Never);
        return product;
    }

    private async Task<IReadOnlyList<string>?> ConcernsAsync(ProductRef product, params (string Path, string Text)[] files)
    {
        var copy = await _workspaces.Copies.OpenAsync(_workspaces.Ids.New<AttemptId>(), product, null, WorkspaceFixture.Never);
        foreach (var (path, text) in files)
        {
            WorkspaceFixture.Write(Path.Combine(copy.Folder, path), text);
        }

        return (await _workspaces.Copies.CommitAsync(copy, "Change", _workspaces.Trailers(copy), WorkspaceFixture.Never))!.Concerns;
    }
}
