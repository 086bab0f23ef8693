"""What is seen and measured of a GAN in training, which is left as it is."""
