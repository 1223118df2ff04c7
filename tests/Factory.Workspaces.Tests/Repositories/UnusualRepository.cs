using System.Diagnostics;
using static Factory.Workspaces.Tests.WorkspaceFixture;

namespace Factory.Workspaces.Tests.Repositories;

/// <summary>Makes the repositories of <see cref="UnusualRepositoryTests"/>, with real git.</summary>
internal sealed class UnusualRepository
{
    private readonly WorkspaceFixture _workspaces;
    private readonly string _folder;
    private readonly List<(string File, string Text)> _mine = [("a.txt", "one\n")];
    private string _path;

    private UnusualRepository(WorkspaceFixture workspaces)
    {
        _workspaces = workspaces;
        _folder = _path = workspaces.NewRepository();
    }

    private Dictionary<string, Action> Branches => new(StringComparer.Ordinal)
    {
        ["branch named master"] = () => Git("branch", "-m", "master"),
        ["branch with slashes and umlauts"] = () => Git("branch", "-m", "feature/größer-\"so\""),
        ["branch with a tag of the same name"] = () => Git("tag", "trunk"),
        // The test itself switches, between registration and merge.
        ["branch checked out elsewhere later"] = () => { },
        ["detached head"] = () => Git("checkout", "-q", "--detach"),
    };

    private Dictionary<string, Action> Contents => new(StringComparer.Ordinal)
    {
        ["untracked and ignored files"] = () =>
        {
            WriteAndCommit((".gitignore", "*.log\n"));
            WriteMine("run.log", "ignored\n");
            WriteMine("notes.txt", "untracked\n");
        },
        ["names in all writing systems"] = () =>
        {
            Array.ForEach([.. OddNames.All], name => WriteMine(name, "mine\n"));
            Commit(_folder);
        },
        ["names that differ in case only"] = () =>
        {
            WriteMine("A.txt", "capital\n");
            Commit(_folder);
        },
        ["name that is not UTF-8"] = () => Shell(
            _folder,
            "printf 'x' > \"$(printf 'caf\\351')\" && git add . && git -c user.name=S -c user.email=s@localhost commit -q -m Name"),
        ["link out of the tree"] = () =>
        {
            File.CreateSymbolicLink(In("out"), "/etc/hostname");
            Commit(_folder);
        },
        ["large files"] = () => WriteAndCommit(
            ("large.txt", string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 300_000)))),
        ["git-lfs pointers"] = () => WriteAndCommit(
            (".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"),
            ("video.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n")),
        ["sparse checkout"] = () =>
        {
            WriteAndCommit(("wide/b.txt", "b\n"));
            Git("sparse-checkout", "set", "--no-cone", "/*", "!/wide/");
        },
    };

    private Dictionary<string, Action> UnfinishedWork => new(StringComparer.Ordinal)
    {
        ["uncommitted changes"] = () => Write(In("a.txt"), "changed\n"),
        ["staged changes"] = () =>
        {
            Write(In("a.txt"), "changed\n");
            Git("add", ".");
        },
        ["merge in progress"] = () => Conflict("merge"),
        ["rebase in progress"] = () => Conflict("rebase"),
        ["bisection"] = () => Git("bisect", "start"),
    };

    private Dictionary<string, Action> OtherFolders => new(StringComparer.Ordinal)
    {
        ["linked worktree"] = () => Git("worktree", "add", "-q", "-b", "side", _path = Beside("beside")),
        ["path through a link"] = () => Directory.CreateSymbolicLink(_path = Beside("link"), _folder),
        ["submodules"] = () => _path = MakeOuter(),
        ["submodule given itself"] = () => _path = Path.Combine(MakeOuter(), "libs/one"),
        ["no commit"] = () => RunGit(_path = Directory.CreateDirectory(Beside("empty")).FullName, "init", "-q"),
        ["bare"] = () => RunGit(_path = Directory.CreateDirectory(Beside("empty")).FullName, "init", "-q", "--bare"),
        ["git folder"] = () => _path = In(".git"),
        ["shallow clone"] = () => Clone("--depth=1", "file://" + _folder),
        ["partial clone"] = () =>
        {
            Git("config", "uploadpack.allowFilter", "true");
            Clone("--filter=blob:none", "file://" + _folder);
        },
        ["borrowed objects"] = () => Clone("--shared", _folder),
    };

    private Dictionary<string, Action> MisleadingFolders => new(StringComparer.Ordinal)
    {
        ["objects behind a link"] = () => MoveBehindALink(".git/objects", "objects"),
        ["git folder behind a link"] = () => MoveBehindALink(".git", "git"),
        ["files elsewhere"] = () => Git("config", "core.worktree", _workspaces.Root),
        ["git folder of another"] = () =>
        {
            _path = Directory.CreateDirectory(Beside("pointing")).FullName;
            Write(Path.Combine(_path, ".git"), $"gitdir: {_folder}/.git\n");
            Write(Path.Combine(_path, "a.txt"), "one\n");
        },
        ["common folder of another"] = () =>
            Write(In(".git/commondir"), Path.Combine(_workspaces.NewRepository("victim"), ".git") + "\n"),
        ["another owner"] = () => Shell(_folder, "chown -R 12345:12345 ."),
    };

    /// <summary>Makes one.</summary>
    /// <returns>Its path, and the operator's files in it with what they contain.</returns>
    public static (string Path, IReadOnlyList<(string File, string Text)> Mine) Make(WorkspaceFixture workspaces, string kind)
    {
        var made = new UnusualRepository(workspaces);
        Dictionary<string, Action>[] kinds =
            [made.Branches, made.Contents, made.UnfinishedWork, made.OtherFolders, made.MisleadingFolders];
        kinds.Select(k => k.GetValueOrDefault(kind)).OfType<Action>().ShouldHaveSingleItem($"the repositories named '{kind}'")();
        return (made._path, made._mine);
    }

    /// <summary>Runs a line of shell in a folder.</summary>
    public static string Shell(string folder, string line)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, line);
        return output;
    }

    private static void Commit(string folder)
    {
        RunGit(folder, "add", ".");
        RunGit(folder, "commit", "-q", "-m", "More");
    }

    private string In(string file) => Path.Combine(_folder, file);

    private string Beside(string name) => Path.Combine(_workspaces.Root, name);

    private void Git(params string[] arguments) => RunGit(_folder, arguments);

    private void WriteMine(string file, string text)
    {
        Write(In(file), text);
        _mine.Add((file, text));
    }

    private void WriteAndCommit(params (string File, string Text)[] files)
    {
        Array.ForEach(files, f => Write(In(f.File), f.Text));
        Commit(_folder);
    }

    private void Clone(params string[] arguments)
    {
        RunGit(_workspaces.Root, ["clone", "-q", .. arguments, "clone"]);
        _path = Beside("clone");
    }

    private string MakeOuter()
    {
        var outer = _workspaces.NewRepository("outer");
        RunGit(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", _folder, "libs/one");
        Commit(outer);
        return outer;
    }

    /// <summary>Stops in the middle of a merge or rebase whose sides differ.</summary>
    private void Conflict(string verb)
    {
        Git("switch", "-q", "-c", "side");
        WriteAndCommit(("a.txt", "side\n"));
        Git("switch", "-q", "trunk");
        WriteAndCommit(("a.txt", "trunk\n"));
        Should.Throw<ShouldAssertException>(() => Git(verb, "-q", "side"));
    }

    private void MoveBehindALink(string folder, string name)
    {
        Directory.Move(In(folder), Beside(name));
        Directory.CreateSymbolicLink(In(folder), Beside(name));
    }
}
