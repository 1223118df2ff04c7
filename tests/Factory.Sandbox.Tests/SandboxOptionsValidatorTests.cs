namespace Factory.Sandbox.Tests;

public sealed class SandboxOptionsValidatorTests
{
    private static readonly (Action<SandboxOptions> Make, string Key)[] Mistakes =
    [
        (o => o.MaxMemoryBytes = 1024, "MaxMemoryBytes"),
        (o => o.MaxDiskBytes = 0, "MaxDiskBytes"),
        (o => o.MaxTemporaryBytes = 0, "MaxTemporaryBytes"),
        (o => o.ToolFolders.Add("tools"), "ToolFolders"),
    ];

    [Fact]
    public void Validate_Defaults_Succeeds() => new SandboxOptionsValidator().Validate(null, new SandboxOptions()).Succeeded.ShouldBeTrue();

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
