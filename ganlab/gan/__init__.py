"""What a GAN is made of and how it trains. It knows no view: others look at a trainer, and decide when it steps."""
