using Factory.Cli;

using var interrupts = new Interrupts();
return await Root.RunAsync(args, CliEnvironment.OfThisProcess(interrupts.Token));
