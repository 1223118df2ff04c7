using System.Diagnostics;

namespace Factory.Sandbox.Tests;

public sealed class ProcessTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("factory-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The kernel shows the name between brackets, before the fields that are read.
    [Theory]
    [InlineData("a) Z 1 1 (b")]
    [InlineData(") R 1")]
    [InlineData("((((")]
    [InlineData("a b\nc")]
    public void Read_ProcessThatForgesItsName_IsReadRight(string name)
    {
        var program = Path.Combine(_folder, name);
        File.WriteAllText(program, "#!/bin/sh\necho up\nread line\n");
        Shell.Run(_folder, "chmod 700 ./*");
        using var process = Process.Start(new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["MARK"] = "a=b" },
        })!;
        try
        {
            process.StandardOutput.ReadLine().ShouldBe("up");
            var entry = ProcessTable.Read(process.Id).ShouldNotBeNull();

            (entry.Id, entry.Parent, entry.IsZombie).ShouldBe((process.Id, Environment.ProcessId, false));
            entry.Started.ShouldBeGreaterThanOrEqualTo(ProcessTable.Read(Environment.ProcessId)!.Value.Started);
            entry.MemoryPages.ShouldBeGreaterThan(0);
            ProcessTable.EnvironmentValue(process.Id, "MARK").ShouldBe("a=b");
            ProcessTable.EnvironmentValue(process.Id, "MAR").ShouldBeNull();
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    [Fact]
    public void EnvironmentValue_LongEnvironment_IsReadUpToABound()
    {
        var start = new ProcessStartInfo("sleep", ["1000"]);
        start.Environment.Clear();
        start.Environment["A"] = "first";
        start.Environment["B"] = new string('x', 100_000);
        start.Environment["C"] = "last";
        using var process = Process.Start(start)!;
        try
        {
            ProcessTable.EnvironmentValue(process.Id, "A").ShouldBe("first");
            ProcessTable.EnvironmentValue(process.Id, "B")!.Length.ShouldBeLessThan(100_000);
            ProcessTable.EnvironmentValue(process.Id, "C").ShouldBeNull();
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    [Fact]
    public void Read_NoSuchProcess_IsNothing()
    {
        ProcessTable.Read(int.MaxValue).ShouldBeNull();
        ProcessTable.OpenFiles(int.MaxValue).ShouldBeEmpty();
        ProcessTable.MountPoints(int.MaxValue).ShouldBeEmpty();
        ProcessTable.EnvironmentValue(int.MaxValue, "PATH").ShouldBeNull();
    }

    [Theory]
    [InlineData(FileAccess.Read, false)]
    [InlineData(FileAccess.Write, true)]
    [InlineData(FileAccess.ReadWrite, true)]
    public void IsOpenForWriting_File_IsByTheModeOfItsDescriptor(FileAccess access, bool expected)
    {
        var path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "");
        using var file = new FileStream(path, FileMode.Open, access);

        var open = ProcessTable.OpenFiles(Environment.ProcessId)
            .First(f => f.Path.EndsWith($"/{file.SafeFileHandle.DangerousGetHandle()}", StringComparison.Ordinal));

        ProcessTable.IsOpenForWriting(open).ShouldBe(expected);
    }
}
