using Factory.Cli;

using var interrupts = new SignalHandler();
return await FactoryCommand.RunAsync(args, CliEnvironment.ForCurrentProcess(interrupts.Token));
