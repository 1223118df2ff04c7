namespace Factory.Cli.Silos;

/// <summary>Whether a silo works on the data folder, as far as a command knows.</summary>
internal enum SiloPresence
{
    /// <summary>No silo: nothing happens until one is started.</summary>
    None,

    /// <summary>The silo of this process, which ends with the command.</summary>
    EndsWithCommand,

    /// <summary>A silo of another process.</summary>
    Running,
}
