using System.Diagnostics;

namespace Factory.Scenarios.FirstRun;

/// <summary>
/// The script <c>factory</c> in the root, in a tree of its own, with a <c>dotnet</c> that only notes what it was asked.
/// </summary>
public sealed class LaunchScriptTests : IDisposable
{
    /// <summary>Builds by copying the sources' text into the program, and runs a program by printing it.</summary>
    private const string FakeDotnet = """
        #!/bin/bash
        case "$1" in
          --version) exit 0 ;;
          build)
            echo build >>"$TREE/calls"
            for argument in "$@"; do case "$argument" in -p:ArtifactsPath=*) out=${argument#*=}/bin/Factory.Cli/release ;; esac; done
            if grep -rqs BROKEN "$TREE/src"; then echo "A.cs(1,1): error CS1002: ; expected"; exit 1; fi
            mkdir -p "$out"
            cat "$TREE"/src/*.cs >"$out/factory.dll"
            echo "  Factory.Cli -> $out/factory.dll"
            ;;
          *)
            program=$1
            shift
            echo "$(cat "$program"): $*"
            ;;
        esac
        """;

    private readonly string _tree = Directory.CreateTempSubdirectory("factory-launch-").FullName;

    public LaunchScriptTests()
    {
        foreach (var folder in new[] { "src", "silo-config", "tools" })
        {
            Directory.CreateDirectory(Path.Combine(_tree, folder));
        }

        Write("src/A.cs", "one");
        Write("Directory.Build.props", "<Project/>");
        Write("global.json", "{}");
        Script("tools/dotnet", FakeDotnet);
        File.Copy(Path.Combine(Repository, "factory"), Path.Combine(_tree, "factory"));
    }

    public void Dispose() => Directory.Delete(_tree, recursive: true);

    [Fact]
    public void Launch_FirstCall_SaysWhatItDoesBuildsAndRuns()
    {
        var call = Launch("run", "A tip calculator", "--json");

        call.ExitCode.ShouldBe(0, call.Error);
        call.Output.ShouldBe("one: run A tip calculator --json\n");
        call.Error.ShouldStartWith("factory: the first start builds it");
    }

    [Fact]
    public void Launch_NothingChanged_RunsAtOnce()
    {
        Launch("up");

        var second = Launch("up");

        second.Output.ShouldBe("one: up\n");
        second.Error.ShouldBe("");
        Builds().ShouldBe(1);
    }

    [Theory]
    [InlineData("src/A.cs")]
    [InlineData("src/B.cs")]
    [InlineData("silo-config/policy.yaml")]
    [InlineData("global.json")]
    [InlineData("Directory.Build.props")]
    public void Launch_FileChanged_BuildsAgain(string file)
    {
        Launch("up");
        Write(file, "two");
        Touch(file, ahead: TimeSpan.FromSeconds(5));

        var second = Launch("up");

        second.Error.ShouldContain("its sources have changed");
        Builds().ShouldBe(2);
    }

    [Fact]
    public void Launch_FileDeleted_BuildsAgain()
    {
        Write("src/B.cs", "two");
        Launch("up").Output.ShouldBe("onetwo: up\n");
        File.Delete(Path.Combine(_tree, "src/B.cs"));
        Touch("src", ahead: TimeSpan.FromSeconds(5));

        Launch("up").Output.ShouldBe("one: up\n");
    }

    [Fact]
    public void Launch_BrokenSources_NamesErrorLogAndFixAndKeepsTheOldVersionsFiles()
    {
        Launch("up");
        Write("src/A.cs", "BROKEN");
        Touch("src/A.cs", ahead: TimeSpan.FromSeconds(5));

        var call = Launch("up");

        call.ExitCode.ShouldBe(3);
        call.Output.ShouldBe("", "an old version must not run in place of the new sources");
        call.Error.ShouldContain("error CS1002: ; expected");
        call.Error.ShouldContain("build.log");
        call.Error.ShouldContain("Fix: ");
        Versions().Length.ShouldBe(1, "a silo may still run from it");
    }

    [Fact]
    public void Launch_ManyBuilds_KeepsThreeVersions()
    {
        for (var i = 1; i <= 5; i++)
        {
            Write("src/A.cs", $"{i}");
            Touch("src/A.cs", ahead: TimeSpan.FromMinutes(i));
            Launch("up").Output.ShouldBe($"{i}: up\n");
        }

        Versions().Length.ShouldBe(3);
    }

    [Fact]
    public async Task Launch_TwoFirstCallsAtOnce_BuildOnce()
    {
        var calls = await Task.WhenAll(Task.Run(() => Launch("up")), Task.Run(() => Launch("up")));

        calls.ShouldAllBe(c => c.ExitCode == 0 && c.Output == "one: up\n");
        Builds().ShouldBe(1);
    }

    [Fact]
    public void Launch_NoSdk_NamesTheFix()
    {
        File.Delete(Path.Combine(_tree, "tools/dotnet"));
        foreach (var program in new[] { "bash", "dirname", "readlink", "cat", "find", "mkdir", "touch", "flock", "env" })
        {
            File.CreateSymbolicLink(Path.Combine(_tree, "tools", program), Find(program));
        }

        var call = Run(Path.Combine(_tree, "factory"), Path.Combine(_tree, "tools"), ["up"]);

        call.ExitCode.ShouldBe(3);
        call.Error.ShouldContain("There is no dotnet on the PATH.");
        call.Error.ShouldContain("https://dot.net/download");
    }

    [Fact]
    public void Launch_ThroughALink_FindsItsTree()
    {
        var link = Path.Combine(_tree, "tools", "linked");
        File.CreateSymbolicLink(link, Path.Combine(_tree, "factory"));

        var call = Run(link, Path.Combine(_tree, "tools") + ":" + SearchPath, ["up"]);

        call.Output.ShouldBe("one: up\n", call.Error);
    }

    private static string SearchPath => Environment.GetEnvironmentVariable("PATH")!;

    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Factory.sln")))
            {
                folder = folder.Parent!;
            }

            return folder.FullName;
        }
    }

    private static string Find(string program) =>
        SearchPath.Split(':').Select(f => Path.Combine(f, program)).First(File.Exists);

    private CallResult Launch(params string[] arguments) =>
        Run(Path.Combine(_tree, "factory"), Path.Combine(_tree, "tools") + ":" + SearchPath, arguments);

    private CallResult Run(string script, string path, string[] arguments)
    {
        var start = new ProcessStartInfo(Find("bash"), [script, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = path;
        start.Environment["TREE"] = _tree;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    private int Builds() => File.ReadAllLines(Path.Combine(_tree, "calls")).Length;

    private string[] Versions() => Directory.GetDirectories(Path.Combine(_tree, "artifacts", "factory"), "version-*");

    private void Write(string path, string text) => File.WriteAllText(Path.Combine(_tree, path), text);

    private void Script(string path, string text)
    {
        Write(path, text + "\n");
        File.SetUnixFileMode(
            Path.Combine(_tree, path),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // The clock of files is as coarse as a tick of the kernel; a test is quicker.
    private void Touch(string path, TimeSpan ahead) =>
        File.SetLastWriteTimeUtc(Path.Combine(_tree, path), DateTime.UtcNow + ahead);

    private sealed record CallResult(int ExitCode, string Output, string Error);
}
