export { nowUs } from '../core/clock.js';
