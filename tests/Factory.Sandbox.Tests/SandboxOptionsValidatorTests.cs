namespace Factory.Sandbox.Tests;

public sealed class SandboxOptionsValidatorTests
{
    private static readonly (Action<SandboxOptions> Make, string Key)[] Mistakes =
    [
        (o => o.MaxMemoryBytes = 1024, "MaxMemoryBytes"),
        (o => o.MaxDiskBytes = 0, "MaxDiskBytes"),
        (o => o.MaxTemporaryBytes = 0, "MaxTemporaryBytes"),
        (o => o.ToolFolders.Add("tools"), "ToolFolders"),
        (o => o.MaxMemoryBytes = (64L << 20) - 1, "MaxMemoryBytes"),
        (o => o.MaxDiskEntries = 999, "MaxDiskEntries"),
        (o => o.MinFreeDiskBytes = -1, "MinFreeDiskBytes"),
        (o => o.MinFreeDiskEntries = -1, "MinFreeDiskBytes"),
        (o => o.CpuWeight = 0, "CpuWeight"),
        (o => o.CpuWeight = 101, "CpuWeight"),
        (o => o.MaxProcessors = 0.09, "MaxProcessors"),
        (o => o.MaxProcessors = -1, "MaxProcessors"),
        (o => o.MaxProcessors = double.NaN, "MaxProcessors"),
    ];

    [Fact]
    public void Validate_Defaults_Succeeds() => new SandboxOptionsValidator().Validate(null, new SandboxOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_SmallestValues_Succeed()
    {
        var options = new SandboxOptions
        {
            MaxMemoryBytes = 64 << 20,
            MaxDiskBytes = 1 << 20,
            MaxTemporaryBytes = 1 << 20,
            MaxDiskEntries = 1_000,
            MinFreeDiskBytes = 0,
            MinFreeDiskEntries = 0,
            CpuWeight = 1,
            MaxProcessors = 0.1,
        };

        new SandboxOptionsValidator().Validate(null, options).Failures.ShouldBeNull();
    }

    [Fact]
    public void Validate_SeveralMistakes_ReportsAll()
    {
        var options = new SandboxOptions();
        Array.ForEach(Mistakes[..4], mistake => mistake.Make(options));

        new SandboxOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().Count().ShouldBe(4);
    }

    [Fact]
    public void Validate_OneMistake_NamesItsKeyAndTheRule()
    {
        foreach (var (make, key) in Mistakes)
        {
            var options = new SandboxOptions();
            make(options);

            var failure = new SandboxOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ShouldHaveSingleItem();
            failure.ShouldStartWith(key);
            failure.ShouldContain("; ");
        }
    }
}
